"""One function a question of `sekisho doctor`. Each answers with values and changes nothing."""
