package io.palimpsest.evaluate.page;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;

import io.palimpsest.core.Monitor;
import io.palimpsest.evaluate.attack.Attack;
import io.palimpsest.evaluate.data.Dataset;
import io.palimpsest.evaluate.metric.Protocol;
import io.palimpsest.evaluate.run.Evaluation;
import io.palimpsest.evaluate.run.Plan;
import io.palimpsest.evaluate.run.StubSource;
import io.palimpsest.evaluate.run.TestSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

class PageTest {

    private static final List<Protocol> PROTOCOLS = List.of(Protocol.TRUFOR, Protocol.TRANSFORENSICS, Protocol.PALIMPSEST);

    @TempDir
    private Path folder;

    @Test
    void showsTablesChartsAndPicturesThatExist() throws Exception {
        var page = page(List.of("none", "jpeg:90", "jpeg:50", "recompress:0.5:80", "recompress:0.5:60", "recompress:0.75:80"),
                new StubSource("", "Stub", "Dim"), TestSet.of(folder.resolve("set"), 12));

        assertThat(texts(page, "h2")).containsSubsequence("set", "set: Stub", "set: Dim", "What the measures mean");
        assertThat(texts(page, "td")).contains("Stub", "Dim", "18 of 18");
        assertThat(texts(page, "h3")).contains("jpeg-90", "Best", "Worst");
        var images = links(page, "img", "src");
        assertThat(images).contains("charts/set-roc.png", "charts/set-precision-recall.png", "charts/set-image-roc.png",
                "charts/set-reliability.png", "charts/set-jpeg.png", "charts/set-recompress-80.png")
                .doesNotContain("charts/set-recompress-60.png").doesNotHaveDuplicates();
        assertThat(images.stream().filter(name -> name.startsWith("pictures/"))).hasSize(24);
        for (var image : images) {
            assertThat(ImageIO.read(output().resolve(image).toFile())).as(image).isNotNull();
        }
        assertThat(links(page, "a", "href")).containsExactly("summary.csv", "results.csv", "timings.csv")
                .allMatch(name -> Files.exists(output().resolve(name)));
        assertThat(links(page, "iframe", "src")).containsExactly("timings.html");
        assertThat(Files.readString(output().resolve("timings.html"))).contains("<th>seconds per megapixel</th>",
                "<th>peak heap mib</th>", "<td>Stub</td>", "<td>this run</td>");
    }

    @Test
    void namesAreEscapedAndNeverShareAFile() throws Exception {
        var set = new TestSet(folder.resolve("a <b> & 'c' \"d\"")).altered("x y&z <1>.png").altered("x_y&z_<1>.png")
                .altered("X y&z <1>.png").altered("\u00fc\u2028%20#?.png").altered("bell\u0007.png")
                .row("<script>alert(1)</script>.png", "", "");
        var other = new TestSet(folder.resolve("a _b_ _ _c_ _d_")).altered("x y&z <1>.png");

        var page = page(List.of("none"), new StubSource("", "<Stub> & \"Co\"", "_Stub_ _ _Co_"), set, other);

        assertThat(texts(page, "h2")).contains("a <b> & 'c' \"d\"", "a <b> & 'c' \"d\": <Stub> & \"Co\"");
        assertThat(texts(page, "td")).contains("a <b> & 'c' \"d\": <script>alert(1)</script>.png");
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        var images = links(page, "img", "src");
        assertThat(images).doesNotHaveDuplicates().allMatch(name -> name.matches("(charts|pictures)/[A-Za-z0-9._-]+"))
                .allMatch(name -> Files.exists(output().resolve(name)));
        assertThat(images.stream().map(name -> name.toLowerCase(java.util.Locale.ROOT))).doesNotHaveDuplicates();
        assertThat(images.stream().filter(name -> name.startsWith("pictures/"))).hasSize(12);
        assertThat(texts(page, "figcaption")).anyMatch(text -> text.startsWith("bell\ufffd.png, F1 "));
    }

    @Test
    void aDetectorThatFailsEverywhereIsShownAsSuch() throws Exception {
        var page = page(List.of("none"), new StubSource("", "Broken", "Stub"), TestSet.of(folder.resolve("set"), 4));

        assertThat(texts(page, "td")).contains("0 of 6").contains("It is broken; mend it");
        assertThat(texts(page, "h2")).contains("set: Stub").doesNotContain("set: Broken");
    }

    @Test
    void setsOfOneKindHaveTheCurvesThatExist() throws Exception {
        var authentic = new TestSet(folder.resolve("authentic")).authentic("1.png").authentic("2.png");
        var altered = new TestSet(folder.resolve("altered")).altered("1.png").altered("2.png");

        var page = page(List.of("none", "blur:1", "blur:2"), new StubSource("", "Stub"), authentic, altered);

        assertThat(links(page, "img", "src")).contains("charts/authentic-reliability.png", "charts/altered-roc.png",
                "charts/altered-blur.png").doesNotContain("charts/authentic-roc.png", "charts/authentic-image-roc.png",
                        "charts/altered-image-roc.png", "charts/authentic-precision-recall.png");
    }

    @Test
    void filesOfAnEarlierPageGoAndThoseOfOthersStay() throws Exception {
        var set = TestSet.of(folder.resolve("set"), 4);
        page(List.of("none", "jpeg:90", "jpeg:50"), new StubSource("", "Old"), set);
        assertThat(output().resolve("pictures/set-Old-altered_0.png.png")).exists();
        Files.writeString(output().resolve("pictures/mine.png"), "mine");
        Files.writeString(output().resolve("charts/mine.png"), "mine");

        page(List.of("none"), new StubSource("", "New"), set);

        assertThat(output().resolve("pictures/set-Old-altered_0.png.png")).doesNotExist();
        assertThat(output().resolve("charts/set-jpeg.png")).doesNotExist();
        assertThat(output().resolve("pictures/set-New-altered_0.png.png")).exists();
        assertThat(output().resolve("charts/set-roc.png")).exists();
        assertThat(output().resolve("pictures/mine.png")).hasContent("mine");
        assertThat(output().resolve("charts/mine.png")).hasContent("mine");
    }

    @Test
    void manyTroublesDoNotDrownThePage() throws Exception {
        var set = new TestSet(folder.resolve("set")).altered("good.png");
        for (int i = 0; i < 1000; i++) {
            set.row("gone" + i + ".png", "", "");
        }

        var page = page(List.of("none"), new StubSource("", "Stub"), set);

        assertThat(page.getElementsByTagName("tr").getLength()).isLessThan(120);
        assertThat(texts(page, "p")).contains("And 900 more in results.csv.");
        assertThat(Files.readAllLines(output().resolve("results.csv"))).hasSize(1002);
    }

    @Test
    void aPictureThatIsGoneMeanwhileHasNoThumbnailAndStopsNothing() throws Exception {
        var set = TestSet.of(folder.resolve("set"), 2);
        var plan = plan(List.of("none"), List.of(Dataset.read(set.folder())));
        var source = new StubSource("", "Stub");
        var results = new Evaluation(plan, source).run(Monitor.none(), (done, all, what) -> {});
        Files.delete(set.folder().resolve("altered/0.png"));

        var page = parsed(Page.write(results, source, Monitor.none()));

        assertThat(links(page, "img", "src")).contains("pictures/set-Stub-altered_1.png.png")
                .doesNotContain("pictures/set-Stub-altered_0.png.png");
        assertThat(texts(page, "figcaption")).anyMatch(text -> text.startsWith("altered/0.png"));
    }

    private Path output() {
        return folder.resolve("out");
    }

    private Plan plan(List<String> attacks, List<Dataset> sets) {
        return new Plan(sets, attacks.stream().map(Attack::parse).toList(), PROTOCOLS, output(), 1000, 1, false, 1);
    }

    private Document page(List<String> attacks, StubSource source, TestSet... sets) throws Exception {
        var read = new ArrayList<Dataset>();
        for (var set : sets) {
            read.add(Dataset.read(set.folder()));
        }
        var results = new Evaluation(plan(attacks, read), source).run(Monitor.none(), (done, all, what) -> {});
        return parsed(Page.write(results, source, Monitor.none()));
    }

    private static Document parsed(Path page) throws Exception {
        var html = Files.readString(page);
        assertThat(html).startsWith("<!DOCTYPE html>\n");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(html.substring(html.indexOf('\n') + 1))));
    }

    private static List<String> texts(Document page, String tag) {
        var texts = new ArrayList<String>();
        var nodes = page.getElementsByTagName(tag);
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static List<String> links(Document page, String tag, String attribute) throws IOException {
        var links = new ArrayList<String>();
        var nodes = page.getElementsByTagName(tag);
        for (int i = 0; i < nodes.getLength(); i++) {
            links.add(nodes.item(i).getAttributes().getNamedItem(attribute).getNodeValue());
        }
        return links;
    }
}
