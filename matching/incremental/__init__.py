"""New records against those clustered before: compared in milliseconds, without clustering the world again."""
