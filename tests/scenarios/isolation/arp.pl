# arp.pl ADDRESS   tells everybody on eth0 that ADDRESS is at this container's hardware address, whoever it belongs to
use strict;
use warnings;

sub first_line { open my $file, '<', shift or die $!; my $line = <$file>; chomp $line; return $line }
my $link = '/sys/class/net/eth0';
my $mac = pack 'C6', map { hex } split /:/, first_line("$link/address");
my $address = pack 'C4', split /\./, shift;
my $everybody = "\xff" x 6;
my $frame = $everybody . $mac . pack('n n n C C n', 0x0806, 1, 0x0800, 6, 4, 2) . $mac . $address . $everybody . $address;
socket my $socket, 17, 3, unpack('S', pack 'n', 0x0806) or die "no packet socket: $!\n"; # AF_PACKET, SOCK_RAW
my $to = pack 'S n i S C C a8', 17, 0x0806, first_line("$link/ifindex"), 1, 0, 6, $everybody;
for (1 .. 3) {
    print send($socket, $frame, 0, $to), " bytes sent\n";
}
