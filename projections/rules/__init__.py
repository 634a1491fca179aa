"""The steps that measures share: status on a day, outcomes, circumstances, who has left. Columns in, columns out."""
