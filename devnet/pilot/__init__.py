"""The five pilot offices' extracts, their gold labels and the program that built them from public name lists."""
