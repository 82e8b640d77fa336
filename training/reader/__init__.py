"""Everything that makes the reader's weights again: data sets, network, training, export, evaluation."""
