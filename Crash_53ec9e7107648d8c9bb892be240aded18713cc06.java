import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

public class Crash_53ec9e7107648d8c9bb892be240aded18713cc06 {
    static final String base64Bytes = String.join("", "CgNOYXASBWEgbmFwGjMKAWIQAhoVCgVzbGVlcBoMCgdzZWNvbmRzEgExGhUKBXNsZWVwGgwKB3NlY29uZHMSATE=");

    public static void main(String[] args) throws Throwable {
        Crash_53ec9e7107648d8c9bb892be240aded18713cc06.class.getClassLoader().setDefaultAssertionStatus(true);
        try {
            Method fuzzerInitialize = dev.interlock.server.endpoint.RequestFuzz.class.getMethod("fuzzerInitialize");
            fuzzerInitialize.invoke(null);
        } catch (NoSuchMethodException ignored) {
            try {
                Method fuzzerInitialize = dev.interlock.server.endpoint.RequestFuzz.class.getMethod("fuzzerInitialize", String[].class);
                fuzzerInitialize.invoke(null, (Object) args);
            } catch (NoSuchMethodException ignored1) {
            } catch (IllegalAccessException | InvocationTargetException e) {
                e.printStackTrace();
                System.exit(1);
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            e.printStackTrace();
            System.exit(1);
        }
        byte[] input = java.util.Base64.getDecoder().decode(base64Bytes);
        dev.interlock.server.endpoint.RequestFuzz.fuzzerTestOneInput(input);
    }
}