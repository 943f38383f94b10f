"""What is found by trying: figures near and far from which a number comes out."""
