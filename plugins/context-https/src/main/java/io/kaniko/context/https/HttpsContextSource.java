package io.kaniko.context.https;

import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.ContextRequest;
import io.kaniko.spi.ContextSource;
import io.kaniko.spi.FetchedContext;
import java.io.IOException;
import java.util.regex.Pattern;
import org.pf4j.Extension;

/** An archive on a web server: {@code https://example.org/context.tar.gz}. */
@Extension
public final class HttpsContextSource implements ContextSource {

    /** What a Git context looks like (BuildKit: the path ends in {@code .git}). */
    private static final Pattern REPOSITORY = Pattern.compile("[^?#]*\\.git(?:[?#].*)?", Pattern.DOTALL);

    private final Pause pause;

    public HttpsContextSource() {
        this(Pause.REAL);
    }

    HttpsContextSource(Pause pause) {
        this.pause = pause;
    }

    @Override
    public String name() {
        return "https";
    }

    @Override
    public String example() {
        return "https://example.org/context.tar.gz";
    }

    @Override
    public boolean accepts(ContextLocation location) {
        String scheme = location.scheme().orElse("");
        return (scheme.equals("http") || scheme.equals("https"))
                && !REPOSITORY.matcher(location.text()).matches();
    }

    @Override
    public FetchedContext fetch(ContextRequest request) throws IOException {
        WebAddress address = WebAddress.of(request.location());
        Requests requests = new Requests(request.location(), Credentials.of(address, request.environment()));
        Download download = new Download(address, requests, pause, request.progress());
        download.start();
        return new FetchedContext.Archive(() -> download, request.location().toString(), download.modified());
    }
}
