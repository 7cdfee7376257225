"""Bytes -> text, bounded: charset, file type, decompression, and documents with their readers."""
