package io.kaniko.core.registry;

import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context that is set up by the first connection. The JDK's HTTP client asks for the default context and its
 * parameters even where it will never speak TLS, and 150 certificates cost 0.1 s of a cold runtime.
 */
final class DeferredTls extends SSLContext {

    private DeferredTls(Parts parts, SSLContext bare) {
        super(parts, bare.getProvider(), bare.getProtocol());
    }

    /** @param context asked once at the most */
    static SSLContext of(Supplier<SSLContext> context) throws NoSuchAlgorithmException, KeyManagementException {
        SSLContext bare = SSLContext.getInstance("TLS");
        bare.init(new KeyManager[0], new TrustManager[0], null);
        return new DeferredTls(new Parts(context, bare), bare);
    }

    private static final class Parts extends SSLContextSpi {

        private final Supplier<SSLContext> source;
        private final SSLContext bare;
        private @Nullable SSLContext ready;

        /** @param bare trusts nobody; tells what does not depend on trust */
        Parts(Supplier<SSLContext> source, SSLContext bare) {
            this.source = source;
            this.bare = bare;
        }

        private synchronized SSLContext context() {
            SSLContext context = ready;
            if (context == null) {
                context = source.get();
                ready = context;
            }
            return context;
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("this context has its keys and its trust already");
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return bare.getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return bare.getSupportedSSLParameters();
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return context().getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return context().getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return context().createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return context().createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context().getClientSessionContext();
        }
    }
}
