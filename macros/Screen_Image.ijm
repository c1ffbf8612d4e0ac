// Screens one picture with all detectors, says what was found, and saves the maps if an output folder is given.
//
// In Fiji: open a picture and run this macro.
// Headless: -macro Screen_Image.ijm "picture.jpg|output folder"

argument = getArgument();
if (argument == "") {
    run("Screen", "detectors=all threshold=0.5");
} else {
    parts = split(argument, "|");
    options = "detectors=all threshold=0.5 file=[" + parts[0] + "]";
    if (parts.length > 1)
        options = options + " output=[" + parts[1] + "]";
    run("Screen", options);
}

// The stack of probability maps is now the active image; NaN means "not assessed".
print(getTitle() + ": " + Property.get("status") + ", score " + Property.get("score"));
for (i = 1; i <= nSlices; i++) {
    setSlice(i);
    getStatistics(area, mean, min, max);
    print("  " + getInfo("slice.label") + ": largest probability " + max);
}
for (i = 0; i < Overlay.size; i++) {
    Overlay.getBounds(i, x, y, width, height);
    print("  region at " + x + "," + y + " of " + width + "x" + height + " pixels needs explanation");
}
