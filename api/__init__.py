"""The office's front door: intake, proposals, HTTP, console and command line."""
