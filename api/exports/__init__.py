"""What goes out: registered applicants as files, one module per form. Nothing here has legal effect."""
