package io.kaniko.e2e.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives every case a {@link Workbench}; all of them share one registry, which ends with the last case. */
public final class WorkbenchSupply implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(WorkbenchSupply.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Workbench.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Shared shared = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Shared.class, key -> Shared.start(), Shared.class);
        return context.getStore(NAMESPACE).computeIfAbsent(Workbench.class, key -> shared.workbench(), Workbench.class);
    }

    private record Shared(Path directory, LocalRegistry registry, BaseImages bases, ProductImages products)
            implements AutoCloseable {

        static Shared start() {
            try {
                Path directory = Files.createTempDirectory("kaniko-e2e-");
                LocalRegistry registry = LocalRegistry.plain(directory.resolve("registry"));
                return new Shared(
                        directory,
                        registry,
                        new BaseImages(directory.resolve("bases"), registry),
                        new ProductImages(directory.resolve("products")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while the registry started", e);
            }
        }

        Workbench workbench() {
            try {
                return new Workbench(Files.createTempDirectory(directory, "case-"), registry, bases, products);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            registry.close();
            Program.run("rm", "-rf", "--one-file-system", directory.toString()).succeeded();
        }
    }
}
