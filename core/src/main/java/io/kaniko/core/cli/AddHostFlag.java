package io.kaniko.core.cli;

import io.kaniko.core.run.HostAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code --add-host name:address}, {@code name=address}; an IPv6 address may be in brackets. */
final class AddHostFlag {

    private AddHostFlag() {}

    /** In the order of the flags; what is wrong goes to {@code problems}. */
    static List<HostAddress> read(List<String> flags, List<String> problems) {
        List<HostAddress> hosts = new ArrayList<>();
        for (String flag : flags) {
            int sign = flag.indexOf('=') > 0 ? flag.indexOf('=') : flag.indexOf(':');
            if (sign <= 0 || sign == flag.length() - 1) {
                problems.add("--add-host must be of the form name:address, not \"" + flag + "\"");
                continue;
            }
            String address = flag.substring(sign + 1).replaceAll("^\\[(.*)\\]$", "$1");
            if (address.equals("host-gateway")) {
                problems.add("--add-host " + flag
                        + ": RUN shares the executor's network, which has no gateway of a host;" + " give an address");
            } else if (!isAddress(address)) {
                problems.add("--add-host " + flag + ": \"" + address + "\" is not an IP address");
            } else {
                hosts.add(new HostAddress(flag.substring(0, sign), address));
            }
        }
        return hosts;
    }

    private static boolean isAddress(String text) {
        try {
            return InetAddress.ofLiteral(text).getHostAddress() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
