"""The evaluation itself: does it measure what it says?"""
