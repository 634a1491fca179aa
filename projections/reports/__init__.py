"""Reports as the municipalities' documents have them."""
