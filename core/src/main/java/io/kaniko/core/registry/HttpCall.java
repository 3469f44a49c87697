package io.kaniko.core.registry;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** One request. Header values may be secret. */
record HttpCall(String method, URI uri, Map<String, String> headers, Body body) {

    HttpCall(String method, URI uri) {
        this(method, uri, Map.of(), Body.NONE);
    }

    HttpCall withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpCall(method, uri, more, body);
    }

    HttpCall without(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.keySet().removeIf(name::equalsIgnoreCase);
        return new HttpCall(method, uri, fewer, body);
    }

    HttpCall to(URI target) {
        return new HttpCall(method, target, headers, body);
    }

    @Override
    public String toString() {
        return method + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }
}
