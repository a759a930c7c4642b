"""Erasure of natural persons: find, delete, certify, purge the bytes, and keep backups from bringing them back."""
