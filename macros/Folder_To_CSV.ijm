// Runs one detector over a folder of pictures and writes a table: file, status, score, number of regions.
//
// In Fiji: run this macro and choose a folder and a file.
// Headless: -macro Folder_To_CSV.ijm "folder of pictures|table.csv|ADQ1"

argument = getArgument();
detector = "ADQ1";
if (argument == "") {
    input = getDirectory("Choose a folder of pictures");
    table = input + "forensics.csv";
} else {
    parts = split(argument, "|");
    input = parts[0] + File.separator;
    table = parts[1];
    if (parts.length > 2)
        detector = parts[2];
}

setBatchMode(true);
text = "file,status,score,regions\n";
names = getFileList(input);
for (i = 0; i < names.length; i++) {
    if (matches(toLowerCase(names[i]), ".*\\.(png|tif|tiff|jpg|jpeg|bmp|gif)")) {
        before = nImages;
        run(detector, "file=[" + input + names[i] + "]");
        if (nImages > before)
            text = text + "\"" + names[i] + "\"," + Property.get("status") + "," + Property.get("score") + ","
                + Property.get("findings") + "\n";
        else
            text = text + "\"" + names[i] + "\",FAILED,,\n";
        close("*");
    }
}
File.saveString(text, table);
setBatchMode(false);
