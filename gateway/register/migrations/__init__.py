"""The steps by which the register's schema came to be, the oldest first; run at opening."""
