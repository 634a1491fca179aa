"""How HTML is made, for the pages and for reports alike: templates that escape everything, and drawings."""
