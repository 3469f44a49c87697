package io.kaniko.core.rootfs;

/** Told which paths an archive has touched, relative to the root that it is unpacked in. */
interface UnpackWitness {

    /** Does not care. */
    UnpackWitness NONE = new UnpackWitness() {
        @Override
        public void changed(String path) {}

        @Override
        public void deleted(String path) {}
    };

    void changed(String path);

    void deleted(String path);
}
