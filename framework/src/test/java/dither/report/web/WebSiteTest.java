package dither.report.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dither.experiment.Trial;
import dither.report.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The pages as a reader meets them: from the disk, in headless Chromium. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSiteTest {
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path BROWSER = Path.of("/usr/bin/chromium");

    private SmallRuns small;
    private Path site;
    private ChromeDriver browser;

    @BeforeAll
    void open(@TempDir Path folder) throws InterruptedException {
        small = SmallRuns.in(folder.resolve("runs"));
        site = folder.resolve("site");
        new WebSite(site, small::of).write(small.results());
        assumeTrue(Files.exists(DRIVER) && Files.exists(BROWSER), "install chromium and chromium-driver to test pages");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run");
        options.setCapability("goog:loggingPrefs", logs);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    private void visit(String page) {
        browser.manage().window().setSize(new Dimension(1200, 900));
        browser.get(site.resolve(page).toUri().toString());
    }

    private Object script(String text, Object... arguments) {
        return ((JavascriptExecutor) browser).executeScript(text, arguments);
    }

    private List<Path> pages() throws IOException {
        try (Stream<Path> all = Files.walk(site)) {
            return all.filter(file -> file.toString().endsWith(".html")).toList();
        }
    }

    @Test
    void everyPageLoadsWithoutErrorsOrTheNetwork() throws IOException {
        assertEquals(8, pages().size(), "overview, one experiment, six runs");
        for (Path page : pages()) {
            browser.get(page.toUri().toString());

            List<LogEntry> logs = browser.manage().logs().get(LogType.BROWSER).getAll();
            assertTrue(logs.isEmpty(), page + ": " + logs);
            assertEquals(
                    0L,
                    script("return performance.getEntriesByType('resource')"
                            + ".filter(r => !/^(file|data):/.test(r.name)).length"),
                    page.toString());
            assertFalse(browser.getTitle().isBlank(), page.toString());
            assertEquals(1, browser.findElements(By.tagName("h1")).size(), page.toString());
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        Pattern link = Pattern.compile("(?:href|src)=\"([^\"#:]+)(?:#[^\"]*)?\"");
        int links = 0;
        for (Path page : pages()) {
            Matcher matcher = link.matcher(Files.readString(page));
            while (matcher.find()) {
                Path target = page.resolveSibling(matcher.group(1)).normalize();
                assertTrue(Files.exists(target), page + " links to " + matcher.group(1));
                links++;
            }
        }
        assertTrue(links > 20, links + " links");
    }

    private List<Double> column(int index) {
        return browser.findElement(By.cssSelector("table.sortable")).findElements(By.cssSelector("tbody tr")).stream()
                .map(row -> row.findElements(By.tagName("td")).get(index).getText())
                .filter(text -> !text.isEmpty()) // of lines that have not run
                .map(Double::parseDouble)
                .toList();
    }

    @Test
    void tablesSortByPointerAndKeyboard() {
        visit("table-small.html");
        List<WebElement> heads =
                browser.findElement(By.cssSelector("table.sortable")).findElements(By.cssSelector("thead th"));
        int file = heads.stream().map(WebElement::getText).toList().indexOf("file KiB");
        List<Double> before = column(file);

        heads.get(file).findElement(By.tagName("button")).click();

        assertEquals(before.stream().sorted().toList(), column(file));
        assertEquals("ascending", heads.get(file).getDomAttribute("aria-sort"));

        heads.get(file).findElement(By.tagName("button")).sendKeys(Keys.ENTER);

        assertEquals(before.stream().sorted(Comparator.reverseOrder()).toList(), column(file));
        assertEquals("descending", heads.get(file).getDomAttribute("aria-sort"));
    }

    @Test
    void chartsSayTheirValues() {
        visit("table-small.html");
        WebElement point = browser.findElement(By.cssSelector(".over circle"));
        WebElement says = browser.findElement(By.id("says"));
        assertFalse(says.isDisplayed());

        new Actions(browser).scrollToElement(point).moveToElement(point).perform();
        new WebDriverWait(browser, Duration.ofSeconds(5)).until(_ -> says.isDisplayed());

        assertEquals(point.getDomAttribute("data-says"), says.getText());
        assertTrue(
                browser.findElements(By.cssSelector(".over circle")).stream()
                        .anyMatch(
                                place -> place.getDomAttribute("data-says").startsWith(SmallRuns.DIFFQ.label() + ": ")),
                "points are called by their methods, not by their curves only");
        browser.findElement(By.cssSelector(".chart summary")).click();
        assertTrue(browser.findElement(By.cssSelector(".chart details table"))
                .getText()
                .contains(SmallRuns.DIFFQ.label()));

        WebElement bar = browser.findElement(By.cssSelector(".over rect"));
        script("arguments[0].focus()", bar);
        new WebDriverWait(browser, Duration.ofSeconds(5))
                .until(_ -> says.getText().contains("bits: "));
    }

    /** Each place that answers is where the drawing has its marker: the colour under it is not that of the ground. */
    @Test
    void placesThatAnswerAreWhereMarkersAre() {
        visit("table-small.html");
        long hits = (long) script("""
                const drawing = document.querySelector('.over circle').closest('.drawing');
                const over = drawing.querySelector('.over');
                over.style.display = 'none';
                let hits = 0;
                for (const circle of over.querySelectorAll('circle')) {
                  const matrix = drawing.firstElementChild.getScreenCTM();
                  const at = new DOMPoint(+circle.getAttribute('cx'), +circle.getAttribute('cy')).matrixTransform(matrix);
                  drawing.scrollIntoView();
                  const now = new DOMPoint(+circle.getAttribute('cx'), +circle.getAttribute('cy'))
                      .matrixTransform(drawing.firstElementChild.getScreenCTM());
                  const found = document.elementsFromPoint(now.x, now.y);
                  if (found.some(e => e.tagName === 'path' || e.tagName === 'line' || e.tagName === 'polygon')) hits++;
                }
                return hits;
                """);
        long points = browser.findElements(By.cssSelector(".over circle")).size();
        assertTrue(points >= 3, points + " points");
        assertTrue(
                hits >= points - 2,
                hits + " of " + points + " points lie on something; ends of the dashed line may not");
    }

    @Test
    void theSearchFindsMethods() {
        visit("index.html");
        WebElement search = browser.findElement(By.id("search"));
        WebElement found = browser.findElement(By.id("found"));

        search.sendKeys("diffq");
        assertEquals("1 of 2", found.getText(), "a table, and not the claim");

        search.sendKeys(" nothing of the kind");
        assertEquals("0 of 2", found.getText());
        assertEquals(0, shown());

        for (String word : List.of("two bits", "accuracy", run(SmallRuns.DIFFQ))) {
            search.clear();
            search.sendKeys(word);
            assertEquals(1, shown(), word);
        }
    }

    private long shown() {
        return browser.findElements(By.cssSelector("li[data-words]")).stream()
                .filter(WebElement::isDisplayed)
                .count();
    }

    private static String run(Trial trial) {
        return trial.seed(1).signature().shortHex();
    }

    @Test
    void runsLeadBackToWhatTheyBelongTo() {
        visit("runs/" + run(SmallRuns.DIFFQ) + ".html");

        browser.findElement(By.linkText("A small table")).click();

        assertTrue(browser.getCurrentUrl().endsWith("table-small.html"), browser.getCurrentUrl());
    }

    @Test
    void aClaimOpensByItsAddressAndNamesTheCommand() {
        visit("index.html");
        browser.get(site.resolve("index.html").toUri() + "#float-is-better");

        WebElement claim = browser.findElement(By.id("float-is-better"));
        new WebDriverWait(browser, Duration.ofSeconds(5)).until(_ -> claim.getDomAttribute("open") != null);

        assertTrue(claim.getText().contains("make table-small SCALE=smoke"), claim.getText());
    }

    @Test
    void pagesFitAPhone() throws IOException {
        for (Path page : pages()) {
            browser.manage().window().setSize(new Dimension(390, 800));
            browser.get(page.toUri().toString());

            long wide = (long) script("return document.documentElement.scrollWidth");
            long window = (long) script("return document.documentElement.clientWidth");
            assertTrue(wide <= window, page + " is " + wide + " wide in a window of " + window);
        }
    }

    @Test
    void lightAndDarkDiffer() {
        visit("index.html");
        String ground = "return getComputedStyle(document.body).backgroundColor";
        Object before = script(ground);

        browser.findElement(By.id("theme")).click();

        assertFalse(before.equals(script(ground)), "the ground stays " + before);
        browser.findElement(By.id("theme")).click();
        assertEquals(before, script(ground));
    }

    @Test
    void pagesThatWouldBeTheSameAreLeftAloneAndStrangersStay() throws IOException {
        Path stranger = site.resolve("notes.html");
        Path gone = site.resolve("runs/0123456789ab.html");
        Path nested = site.resolve("notes/table-mine.html");
        Files.createDirectories(nested.getParent());
        Files.writeString(nested, "<h1>mine, too</h1>");
        Files.writeString(stranger, "<h1>mine</h1>");
        Files.writeString(gone, "a run that is no more");
        Path overview = site.resolve("index.html");
        Files.setLastModifiedTime(overview, FileTime.fromMillis(0));

        new WebSite(site, small::of).write(small.results());

        assertEquals(0, Files.getLastModifiedTime(overview).toMillis());
        assertTrue(Files.exists(stranger) && Files.exists(nested));
        Files.delete(nested);
        assertFalse(Files.exists(gone));
        Files.delete(stranger);
    }
}
