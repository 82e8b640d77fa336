"""Error rates on the user's own documents: a random sample of passages, two people who code it blind, rates with their intervals."""
