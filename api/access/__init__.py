"""Who may ask for what over HTTP: who a request is from, what it may see, and the access log before the answer."""
