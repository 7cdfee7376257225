"""Codes and arguments -> words for people, in Japanese and English. Nothing decides here."""
