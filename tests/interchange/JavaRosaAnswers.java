import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.data.DateData;
import org.javarosa.core.model.data.DateTimeData;
import org.javarosa.core.model.data.DecimalData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.TimeData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.utils.DateUtils;
import org.javarosa.core.reference.PrefixedRootFactory;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

/**
 * Answers XForms in JavaRosa, each once for each set of answers in a file, and prints what the form has computed then:
 * one line of JSON for each set. A set maps the path of a question (`/act`, `/visit[2]/place`; a first instance is
 * `/visit/place`) to its kind and value. The arguments are pairs of a form and its answers; CSV files of `x.xml` lie in
 * the folder `x-media`, as `fieldkit form export` writes them. Reading a form takes longer than
 * fifty interviews: it is read once, and each set begins with a copy of its empty answers.
 */
public class JavaRosaAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        new XFormsModule().registerModule();
        for (int at = 0; at < arguments.length; at += 2) {
            Path form = Path.of(arguments[at]);
            lists(form.resolveSibling(form.getFileName().toString().replaceFirst("[.]xml$", "-media")));
            FormDef read = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(Files.readAllBytes(form)));
            TreeElement empty = read.getMainInstance().getRoot().deepCopy(true);
            for (JsonNode set : JSON.readTree(Files.readString(Path.of(arguments[at + 1])))) {
                read.getMainInstance().setRoot(empty.deepCopy(true));
                out.println(JSON.writeValueAsString(tried(read, set)));
            }
        }
        System.exit(0);
    }

    /** `jr://file-csv/x.csv` is the file of that name in a folder. */
    static void lists(Path media) {
        ReferenceManager.instance().reset();
        ReferenceManager.instance().addReferenceFactory(new PrefixedRootFactory(new String[] {"file-csv", "file"}) {
            protected Reference factory(String terminal, String uri) {
                return new LocalFile(media.resolve(terminal.replaceFirst("^/", "")), uri);
            }
        });
    }

    record LocalFile(Path path, String uri) implements Reference {
        public boolean doesBinaryExist() { return Files.exists(path); }
        public InputStream getStream() throws IOException { return Files.newInputStream(path); }
        public String getURI() { return uri; }
        public String getLocalURI() { return path.toString(); }
        public boolean isReadOnly() { return true; }
        public OutputStream getOutputStream() throws IOException { throw new IOException("read only"); }
        public void remove() { }
        public Reference[] probeAlternativeReferences() { return new Reference[0]; }
    }

    /** What cannot be run is told, and does not hide the forms behind it. */
    static Map<String, String> tried(FormDef form, JsonNode set) {
        try {
            return run(form, set);
        } catch (Exception | StackOverflowError failure) {
            return Map.of("!failed", String.valueOf(failure));
        }
    }

    static Map<String, String> run(FormDef form, JsonNode set) throws Exception {
        FormEntryController controller = new FormEntryController(new FormEntryModel(form));
        form.initialize(true, new InstanceInitializationFactory());
        Set<String> done = new HashSet<>();
        boolean again = true;
        while (again) {
            again = pass(controller, set, done);
        }
        Map<String, String> found = new TreeMap<>();
        collect(form.getMainInstance().getRoot(), found);
        return found;
    }

    /** Answer, in the form's order, what is relevant and not answered yet; repeats grow as the answers need it. */
    static boolean pass(FormEntryController controller, JsonNode set, Set<String> done) throws Exception {
        FormEntryModel model = controller.getModel();
        FormIndex index = model.incrementIndex(FormIndex.createBeginningOfFormIndex());
        boolean any = false;
        while (!index.isEndOfFormIndex()) {
            String path = path(index);
            if (model.getEvent(index) == FormEntryController.EVENT_PROMPT_NEW_REPEAT && needed(set, path)) {
                model.getForm().createNewRepeat(index);
                return true;
            }
            if (model.getForm().getChild(index) instanceof QuestionDef && set.has(path) && !done.contains(path)
                    && model.isIndexRelevant(index)) {
                IAnswerData given = data(set.get(path));
                if (given == null) {
                    controller.saveAnswer(index, null, true); // also where the question is required
                } else {
                    controller.answerQuestion(index, given, true);
                }
                done.add(path);
                any = true;
            }
            index = model.incrementIndex(index);
        }
        return any;
    }

    static boolean needed(JsonNode set, String repeat) {
        var names = set.fieldNames();
        while (names.hasNext()) {
            if (names.next().startsWith(repeat + "/")) {
                return true;
            }
        }
        return false;
    }

    static String path(FormIndex index) {
        String found = index.getReference().toString(true).replaceAll("\\[(1|@template)\\]", "");
        return found.substring(found.indexOf('/', 1));
    }

    static IAnswerData data(JsonNode given) {
        String value = given.get(1).asText();
        switch (given.get(0).asText()) {
            case "cleared": return null;
            case "integer": return new IntegerData(Integer.parseInt(value));
            case "decimal": return new DecimalData(Double.parseDouble(value));
            case "dateTime": return new DateTimeData(DateUtils.parseDateTime(value));
            case "time": return new TimeData(DateUtils.parseTime(value));
            case "date": return new DateData(DateUtils.parseDate(value));
            case "select_one": return new SelectOneData(new Selection(value));
            case "select_multiple":
                List<Selection> chosen = new ArrayList<>();
                for (String one : value.split(" ")) {
                    chosen.add(new Selection(one));
                }
                return new SelectMultiData(chosen);
            default: return new StringData(value);
        }
    }

    static void collect(TreeElement element, Map<String, String> found) {
        if (element.getNumChildren() == 0) {
            String value = element.getValue() == null ? "" : element.getValue().uncast().getString();
            found.put(element.getName(), element.isRelevant() ? value : "");
        }
        for (int i = 0; i < element.getNumChildren(); i++) {
            collect(element.getChildAt(i), found);
        }
    }
}
