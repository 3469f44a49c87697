package io.kaniko.core.variables;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names with values, asked during expansion. Empty means unset, which differs from an empty value. */
@FunctionalInterface
public interface Variables {

    /** No variables. */
    Variables NONE = name -> Optional.empty();

    Optional<String> find(String name);

    /** The variables of a map, as it is now. */
    static Variables of(Map<String, String> values) {
        Map<String, String> copy = new LinkedHashMap<>(values);
        return name -> Optional.ofNullable(copy.get(name));
    }

    /** These variables, and those of another set for names that these do not know. */
    default Variables orElse(Variables others) {
        return name -> find(name).or(() -> others.find(name));
    }

    /** These variables without some names. */
    default Variables without(Set<String> names) {
        return name -> names.contains(name) ? Optional.empty() : find(name);
    }
}
