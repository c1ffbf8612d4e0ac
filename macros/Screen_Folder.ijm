// Screens every picture of a folder and saves maps, mask and findings of each in a folder of its own.
//
// In Fiji: run this macro and choose two folders.
// Headless: -macro Screen_Folder.ijm "folder of pictures|output folder"

argument = getArgument();
if (argument == "") {
    input = getDirectory("Choose a folder of pictures");
    output = getDirectory("Choose a folder for the results");
} else {
    parts = split(argument, "|");
    input = parts[0] + File.separator;
    output = parts[1];
}

setBatchMode(true);
names = getFileList(input);
for (i = 0; i < names.length; i++) {
    if (matches(toLowerCase(names[i]), ".*\\.(png|tif|tiff|jpg|jpeg|bmp|gif)")) {
        before = nImages;
        // A file that cannot be read is reported in the log, gives no image, and does not end the macro.
        run("Screen", "file=[" + input + names[i] + "] output=[" + output + "] detectors=all threshold=0.5");
        if (nImages > before)
            print(names[i] + ": " + Property.get("reason"));
        else
            print(names[i] + ": could not be examined, see the log");
        close("*");
    }
}
setBatchMode(false);
