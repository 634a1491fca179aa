"""Requests and answers: what stands before every request, the questions in them, and how problems are answered."""
