package io.kaniko.spi;

import java.util.Objects;

/** What a registry accepts as proof. No variant shows its secret in {@code toString}. */
public sealed interface RegistryCredentials {

    /** A user name and a password. */
    record UserPassword(String username, String password) implements RegistryCredentials {
        public UserPassword {
            Objects.requireNonNull(username, "username");
            Objects.requireNonNull(password, "password");
        }

        @Override
        public String toString() {
            return "UserPassword[" + username + "]";
        }
    }

    /** A refresh token, exchanged for access tokens at the registry's token server ({@code identitytoken}). */
    record IdentityToken(String token) implements RegistryCredentials {
        public IdentityToken {
            Objects.requireNonNull(token, "token");
        }

        @Override
        public String toString() {
            return "IdentityToken[***]";
        }
    }

    /** A token sent as {@code Authorization: Bearer} as it is ({@code registrytoken}). */
    record BearerToken(String token) implements RegistryCredentials {
        public BearerToken {
            Objects.requireNonNull(token, "token");
        }

        @Override
        public String toString() {
            return "BearerToken[***]";
        }
    }
}
