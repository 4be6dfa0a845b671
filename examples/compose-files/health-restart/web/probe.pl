# Exits 0 when the web answers.
use strict;
use warnings;
use IO::Socket::INET;

my $web = IO::Socket::INET->new(PeerAddr => '127.0.0.1:8000', Timeout => 1) or exit 1;
print $web "GET / HTTP/1.0\r\n\r\n";
my $status = <$web> // '';
exit($status =~ m{^HTTP/1\.[01] 200} ? 0 : 1);
