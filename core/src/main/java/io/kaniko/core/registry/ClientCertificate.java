package io.kaniko.core.registry;

import java.nio.file.Path;

/**
 * What proves to a registry who connects.
 *
 * @param certificate a PEM file with the certificate and those that it rests on
 * @param key a PEM file with the private key: PKCS#8, PKCS#1 or SEC 1, not encrypted
 */
public record ClientCertificate(Path certificate, Path key) {}
