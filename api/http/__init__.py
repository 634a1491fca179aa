"""Requests and answers: what stands before every request, what is asked, and how problems are answered."""
