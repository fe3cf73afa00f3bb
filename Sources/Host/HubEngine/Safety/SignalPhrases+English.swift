extension SignalPhrases {
    static let english: [Phrase] = [
        Phrase(
            .ignoreRules, gap: 3, "ignore|disregard|forget|override|bypass|overlook|neglect|discard|skip|dismiss|drop",
            "previous|prior|above|earlier|preceding|all|any|your|system|these|those|every|original|initial|safety|its",
            "instruction|instructions|rules|guideline|guidelines|directive|directives|prompt|prompts|restrictions"
                + "|guardrails|programming|constraints|safeguards"),
        Phrase(
            .ignoreRules, gap: 2, "do not|don t|dont|stop|never|no longer|must not|need not|refuse to",
            "follow|following|obey|obeying|comply with|adhere to|listen to",
            "your|previous|prior|above|system|any|earlier|original",
            "instructions|rules|guidelines|prompt|restrictions|guardrails|directives|programming"),
        Phrase(
            .ignoreRules, gap: 3, "forget|ignore|disregard|erase", "everything|all|anything|whatever|what",
            "you were told|you have been told|you ve been told|you were taught|you have learned|you know|above this"
                + "|you were instructed|written above|stated above|said above"),
        Phrase(
            .ignoreRules, gap: 1, "ignore|disregard|forget", "everything above|all of the above|the above|text above"),
        Phrase(
            .ignoreRules, gap: 1, "your|here are your|here is your", "new|real|actual|true",
            "instructions|instruction|directive|directives|system prompt"),
        Phrase(
            .revealPrompt, "system prompt|preprompt|pre prompt|hidden prompt|secret instructions|hidden instructions"),
        Phrase(
            .revealPrompt, gap: 5, showing,
            "system message|initial prompt|original prompt|system instructions|developer message|initial instructions"
                + "|original instructions|developer instructions|prompt above|instructions above|instructions verbatim"),
        Phrase(
            .revealPrompt, gap: 3, showing,
            "your instructions|your full instructions|your exact instructions|your prompt|your full prompt"
                + "|your entire prompt|your exact prompt|your programming|your directives|your guardrails"
                + "|your internal instructions|your internal prompt|the prompt you were given"
                + "|instructions you were given|instructions you received|instructions you have been given"),
        Phrase(
            .revealPrompt, gap: 3, "repeat|print|output|copy|translate|echo|write|recite|return",
            "everything above|text above|words above|all of the above text|content above|lines above"
                + "|conversation above|above verbatim|everything before this"),
        Phrase(
            .roleChange, gap: 3,
            "act as|acting as|pretend|roleplay as|role play as|behave as|behave like|you are now|you re now|respond as"
                + "|imagine you are|play the role of|take on the role of|speak as",
            "administrator|admin|root|superuser|dan|jailbroken|unrestricted|uncensored|unfiltered|hacker|evil|sudo"
                + "|no restrictions|without restrictions|no rules|different ai|another ai|another assistant|sysadmin"
                + "|no limits|no filter|developer mode|god mode"),
        Phrase(
            .roleChange, gap: 2, "enter|enable|activate|switch to|turn on|go into|enabled",
            "developer mode|god mode|dan mode|jailbreak mode|unrestricted mode|admin mode|sudo mode|dan"),
        Phrase(
            .roleChange, gap: 1, "from now on you|from this point on you|from here on you|henceforth you",
            "are|will|must|act|answer|respond|have no|can|do not|only|behave|obey|ignore"),
        Phrase(
            .roleChange,
            "do anything now|jailbreak|no longer bound|not bound by|free from all restrictions|without any restrictions"
                + "|without any filter|dan mode|you have no restrictions|you have no rules"),
        Phrase(
            .exfiltration, gap: 8, "send|post|forward|upload|email|exfiltrate|leak|transmit|append|attach|submit|relay",
            secrets, "to|at|url|http|https|webhook|into|in"),
        Phrase(.exfiltration, gap: 4, showing + "|exfiltrate|steal|include|append", secrets),
    ]

    private static let showing =
        "reveal|show|print|repeat|display|output|tell|give|what is|what s|whats|what are|what were|leak|dump|share"
        + "|expose|disclose|write|quote|recite|list|translate|summarize|summarise|paste|copy|return|read|describe|provide"

    private static let secrets =
        "your api key|your api keys|the api key|the api keys|all api keys|your access token|the access token"
        + "|the user s token|the users token|user s access token|user tokens|the bearer token|your bearer token|bearer token"
        + "|auth token|auth tokens|the jwt|their jwt|your jwt|user s jwt|jwt token|jwts|authorization header|session tokens"
        + "|your token|your tokens|your credentials|user credentials|admin credentials|stored credentials"
        + "|database credentials|all credentials|all passwords|user passwords|users passwords|database password"
        + "|admin password|secret key|private key|master key|client secret|connection string|environment variables"
        + "|your secrets"
}
