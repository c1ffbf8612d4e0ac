package io.palimpsest.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;

/** Reads {@code card.json}. */
final class CardFile {

    static final String NAME = "card.json";

    /** A card is text that somebody wrote; a larger file is something else. */
    private static final long LARGEST = 1 << 20;

    private CardFile() {}

    /**
     * Reads the card in a folder.
     *
     * @param folder of a model
     * @return its card
     * @throws IOException if there is none, or it makes no sense; the message says why
     */
    static ModelCard read(Path folder) throws IOException {
        var file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no " + NAME + " in " + folder + "; a model is a folder with a card and"
                    + " weights");
        }
        if (Files.size(file) > LARGEST) {
            throw new IOException("The card " + file + " has " + Files.size(file) + " bytes, too many for a card");
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file)));
            var card = new Gson().fromJson(text.toString(), ModelCard.class);
            if (card == null) {
                throw new IOException("The card " + file + " is empty; get the model again");
            }
            return card;
        } catch (JsonParseException | CharacterCodingException e) {
            throw new IOException("The card " + file + " is no JSON of the expected form; get the model again", e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IOException("The card " + file + " cannot be used: " + trouble(e) + "; get the model again", e);
        }
    }

    /** What the card's own checks said, from under the wrappings of the reader. */
    private static String trouble(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException) {
                return cause.getMessage();
            }
        }
        return "it is no JSON of the expected form";
    }
}
