"""The evaluation: what the classifiers find in texts of which it is known what they hold.

The texts are drawn by a seeded generator that knows how offices write and which forms issuers
publish; it knows nothing of the classifiers' rules and imports none of them.

    texts       Value, Span, Text, Draft: texts that remember where their values stand
    grammar     {slots} and <one|other> of a frame become a Text
    check_digits, people, places, numbers     values, by their public definitions
    providers, keys, passwords                credentials, by their public forms
    frames_*, containers                      how people write: mail, chat, minutes, forms, code
    personal, credentials, lookalikes         the three sets of texts, frames drawn by lot
    sentences   a fourth: every sentence and every form of token once a round
    finders     ours, Presidio's predefined recognizers, detect-secrets
    scoring, speed, report                    figures, goals, tables
    markers, marker_cases, assets             the other classifiers' parts of the evaluation
"""
