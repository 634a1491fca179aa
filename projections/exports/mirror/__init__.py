"""A mirror: the facts as tables of a database of somebody else's, for BI tools. Nothing of ours reads one."""
