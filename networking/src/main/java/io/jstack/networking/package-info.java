/**
 * Networks of a host as values: bridges, endpoints, addresses, published ports, hosts files, link variables. Start at {@link
 * Networks}; {@link AddressPool}, {@link HostsFile}, {@link ResolvConf} and {@link LinkVariables} are pure and need no kernel.
 * Packets of netlink and the nftables library are next door, in {@code runtime.kernel}. What a service is, and when anything
 * happens, is kept out: values come in, values go out, the kernel is asked what is true.
 */
@NullMarked
package io.jstack.networking;

import org.jspecify.annotations.NullMarked;
