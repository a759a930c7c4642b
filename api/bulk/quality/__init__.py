"""The quality report: labelled files in; a document, the figures as JSON, and a comparison with a baseline out."""
