# Answers every request with the host name of its container.
use strict;
use warnings;
use IO::Socket::INET;

$| = 1;
# As PID 1 a process has no default handlers: without this SIGTERM would be ignored.
$SIG{TERM} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';
open my $file, '<', '/proc/sys/kernel/hostname' or die "no host name: $!\n";
chomp(my $hostname = <$file>);
my $server = IO::Socket::INET->new(LocalPort => 8000, Listen => 64, ReuseAddr => 1) or die "cannot listen: $@\n";
print "serving on port 8000\n";
while (1) {
    my $client = $server->accept or next;
    while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
    my $body = "$hostname\n";
    print $client "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " . length($body)
        . "\r\nConnection: close\r\n\r\n$body";
    close $client;
}
