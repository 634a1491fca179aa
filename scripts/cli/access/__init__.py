"""The commands about who may see what (`users`) and who saw what (`looks`)."""
