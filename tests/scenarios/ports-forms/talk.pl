# talk.pl serve PROTOCOL/PORT...   answers everybody with "PROTOCOL/PORT"
# talk.pl ask PROTOCOL/ADDRESS/PORT...   says what is answered there within 3 s, line by line
use strict;
use warnings;
use IO::Select;
use IO::Socket::IP;

my $verb = shift;
if ($verb eq 'serve') {
    my %names;
    my $all = IO::Select->new;
    for my $name (@ARGV) {
        my ($protocol, $port) = split m{/}, $name;
        my $socket = IO::Socket::IP->new(
            LocalHost => '0.0.0.0', LocalPort => $port, Proto => $protocol,
            ($protocol eq 'tcp' ? (Listen => 100, ReuseAddr => 1) : ()))
            or die "$name: $@";
        $names{$socket} = $name;
        $all->add($socket);
    }
    while (1) {
        for my $socket ($all->can_read) {
            if ($names{$socket} =~ /^tcp/) {
                my $client = $socket->accept or next;
                print $client "$names{$socket}\n";
                close $client;
            } elsif (my $from = $socket->recv(my $question, 1500)) {
                $socket->send("$names{$socket}\n", 0, $from);
            }
        }
    }
}

for my $question (@ARGV) {
    my ($protocol, $address, $port) = split m{/}, $question;
    my $answer = '';
    my $socket = IO::Socket::IP->new(PeerHost => $address, PeerPort => $port, Proto => $protocol, Timeout => 3);
    if ($socket) {
        $socket->send('?') if $protocol eq 'udp';
        $socket->recv($answer, 1500) if IO::Select->new($socket)->can_read(3);
    }
    chomp $answer;
    print "$question ", $answer || 'nothing', "\n";
}
