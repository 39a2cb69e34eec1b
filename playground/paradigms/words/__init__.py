"""Words to pictures: networks that are told a text, what they draw, and how each word is looked at."""
