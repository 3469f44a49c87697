package io.kaniko.core.cli;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code --add-host name:address}, {@code name=address}; an IPv6 address may be in brackets. */
final class AddHostFlag {

    private AddHostFlag() {}

    /** Addresses by name; what is wrong goes to {@code problems}. */
    static Map<String, String> read(List<String> flags, List<String> problems) {
        Map<String, String> hosts = new LinkedHashMap<>();
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
                hosts.put(flag.substring(0, sign), address);
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
