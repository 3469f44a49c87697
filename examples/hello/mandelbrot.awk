# Draws the Mandelbrot set in 72 by 23 characters.
BEGIN {
    shades = " .:-=+*#%@"
    for (row = 0; row < 23; row++) {
        line = ""
        for (column = 0; column < 72; column++) {
            real = -2.2 + column * 3.2 / 71
            imaginary = -1.2 + row * 2.4 / 22
            x = 0; y = 0; steps = 0
            while (x * x + y * y <= 4 && steps < 90) {
                next_x = x * x - y * y + real
                y = 2 * x * y + imaginary
                x = next_x
                steps++
            }
            # The square root of steps / 90, of which small awks know nothing.
            shade = 0
            while ((shade + 1) * (shade + 1) * 90 <= 81 * steps) shade++
            line = line substr(shades, 1 + shade, 1)
        }
        print line
    }
}
