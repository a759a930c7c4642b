"""The main job told as one story: from five offices' extracts to verified identifiers, every step checked."""
