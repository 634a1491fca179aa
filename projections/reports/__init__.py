"""Reports as specified by the municipalities' documents."""
