"""Every figure we claim, measured beside what others offer for the same job; see README.md."""
