"""Units, steps and examples that measures of several sources share; each is defined once."""
