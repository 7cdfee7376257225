"""An hour of mixed load with faults (`make soak`): no leak, no lost record, no growth."""
